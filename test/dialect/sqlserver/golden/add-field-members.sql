ALTER TABLE [books] ADD [reviewer] INT NULL
GO

CREATE UNIQUE INDEX [uq_reviewer] ON [books] ([reviewer]) WHERE [reviewer] IS NOT NULL
GO

CREATE INDEX [idx_reviewer] ON [books] ([reviewer])
GO

ALTER TABLE [books] ADD CONSTRAINT [fk_reviewer] FOREIGN KEY ([reviewer]) REFERENCES [authors] ([id]) ON DELETE NO ACTION ON UPDATE NO ACTION
GO

ALTER TABLE [books] DROP CONSTRAINT [fk_reviewer]
GO

DROP INDEX [idx_reviewer] ON [books]
GO

DROP INDEX [uq_reviewer] ON [books]
GO

-- Drop the default and the checks of column reviewer of books, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [books] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[books]') AND c.name = N'reviewer' UNION ALL SELECT N'ALTER TABLE [books] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[books]') AND c.name = N'reviewer'
GO

ALTER TABLE [books] DROP COLUMN [reviewer]
GO
