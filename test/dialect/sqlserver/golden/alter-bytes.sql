-- Stop if a of things has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] ADD [mm_new_a] VARBINARY(MAX) NULL
GO

-- Convert a of things
UPDATE [things] SET [mm_new_a] = (CAST([a] AS VARBINARY(MAX)))
GO

-- Drop the default and the checks of column a of things, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a' UNION ALL SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP COLUMN [a]
GO

EXEC sp_rename @objname = N'[things].[mm_new_a]', @newname = N'a', @objtype = N'COLUMN'
GO

-- Stop if a of things has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] ADD [mm_new_a] NVARCHAR(20) NULL
GO

-- Convert a of things
UPDATE [things] SET [mm_new_a] = (CAST([a] AS NVARCHAR(20)))
GO

-- Drop the default and the checks of column a of things, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a' UNION ALL SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP COLUMN [a]
GO

EXEC sp_rename @objname = N'[things].[mm_new_a]', @newname = N'a', @objtype = N'COLUMN'
GO
