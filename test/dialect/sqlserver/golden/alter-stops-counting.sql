ALTER TABLE [books] DROP CONSTRAINT [fk_books_author_id]
GO

-- Drop the primary key of authors, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = OBJECT_ID(N'[authors]') AND k.type = N'PK'
GO

-- Stop if id of authors has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'id'
GO

ALTER TABLE [authors] ADD [mm_new_id] INT NULL
GO

-- Convert id of authors
UPDATE [authors] SET [mm_new_id] = (CAST([id] AS INT))
GO

-- Drop the default and the checks of column id of authors, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'id' UNION ALL SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'id'
GO

ALTER TABLE [authors] DROP COLUMN [id]
GO

EXEC sp_rename @objname = N'[authors].[mm_new_id]', @newname = N'id', @objtype = N'COLUMN'
GO

ALTER TABLE [authors] ALTER COLUMN [id] INT NOT NULL
GO

ALTER TABLE [authors] ADD PRIMARY KEY ([id])
GO

ALTER TABLE [books] ADD CONSTRAINT [fk_books_author_id] FOREIGN KEY ([author_id]) REFERENCES [authors] ([id]) ON DELETE CASCADE ON UPDATE NO ACTION
GO
