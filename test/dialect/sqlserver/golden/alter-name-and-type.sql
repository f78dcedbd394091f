EXEC sp_rename @objname = N'[things].[a]', @newname = N'b', @objtype = N'COLUMN'
GO

IF OBJECT_ID(N'[DF_things_a]') IS NOT NULL EXEC sp_rename @objname = N'[DF_things_a]', @newname = N'DF_things_b', @objtype = N'OBJECT'
GO

-- Drop the default of column b of things, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'b'
GO

ALTER TABLE [things] ALTER COLUMN [b] BIGINT NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [DF_things_b] DEFAULT (1) FOR [b]
GO

EXEC sp_rename @objname = N'[things].[b]', @newname = N'a', @objtype = N'COLUMN'
GO

IF OBJECT_ID(N'[DF_things_b]') IS NOT NULL EXEC sp_rename @objname = N'[DF_things_b]', @newname = N'DF_things_a', @objtype = N'OBJECT'
GO

-- Drop the default of column a of things, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] ALTER COLUMN [a] INT NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [DF_things_a] DEFAULT (1) FOR [a]
GO
