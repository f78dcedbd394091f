-- Stop if a of things has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

-- Drop the default and the checks of column a of things, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a' UNION ALL SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP COLUMN [a]
GO

ALTER TABLE [things] ADD [a] AS (other * 2) PERSISTED
GO

-- Stop if a of things has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP COLUMN [a]
GO

ALTER TABLE [things] ADD [a] INT NULL
GO
