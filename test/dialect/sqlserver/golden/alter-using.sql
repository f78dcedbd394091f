-- Stop if a of things has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] ADD [mm_new_a] INT NULL
GO

-- Convert a of things
UPDATE [things] SET [mm_new_a] = (LEN(a))
GO

-- Drop the default and the checks of column a of things, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a' UNION ALL SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP COLUMN [a]
GO

EXEC sp_rename @objname = N'[things].[mm_new_a]', @newname = N'a', @objtype = N'COLUMN'
GO

ALTER TABLE [things] ALTER COLUMN [a] INT NOT NULL
GO

-- Comment on a of things
DECLARE @schema SYSNAME = SCHEMA_NAME(), @table SYSNAME = N'things', @column SYSNAME = N'a', @value NVARCHAR(3750) = N'one';
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = OBJECT_ID(N'[things]') AND minor_id = COLUMNPROPERTY(OBJECT_ID(N'[things]'), N'a', N'ColumnId') AND name = N'MS_Description') EXEC sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table, @level2type = N'COLUMN', @level2name = @column;
EXEC sp_addextendedproperty @value = @value, @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table, @level2type = N'COLUMN', @level2name = @column
GO

ALTER TABLE [things] ALTER COLUMN [a] NVARCHAR(9) NOT NULL
GO
