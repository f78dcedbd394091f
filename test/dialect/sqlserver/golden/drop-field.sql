ALTER TABLE [books] DROP CONSTRAINT [fk_books_sequel_of]
GO

-- Drop the default and the checks of column sequel_of of books, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [books] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[books]') AND c.name = N'sequel_of' UNION ALL SELECT N'ALTER TABLE [books] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[books]') AND c.name = N'sequel_of'
GO

ALTER TABLE [books] DROP COLUMN [sequel_of]
GO
