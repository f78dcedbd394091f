ALTER TABLE [authors] ADD [kind] NVARCHAR(4) NULL CONSTRAINT [CK_authors_kind_enum] CHECK ([kind] IN (N'new', N'it''s'))
GO

-- Fill kind of the rows that exist
UPDATE [authors] SET [kind] = ('new')
GO

ALTER TABLE [authors] ALTER COLUMN [kind] NVARCHAR(4) NOT NULL
GO

-- Drop the default and the checks of column kind of authors, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'kind' UNION ALL SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'kind'
GO

ALTER TABLE [authors] DROP COLUMN [kind]
GO
