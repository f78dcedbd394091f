ALTER TABLE [authors] ADD [slug] NVARCHAR(100) NULL
GO

-- Fill slug of the rows that exist
UPDATE [authors] SET [slug] = (lower(name))
GO

ALTER TABLE [authors] ALTER COLUMN [slug] NVARCHAR(100) NOT NULL
GO

-- Drop the default and the checks of column slug of authors, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'slug' UNION ALL SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'slug'
GO

ALTER TABLE [authors] DROP COLUMN [slug]
GO
