ALTER TABLE [authors] ADD [rank] NVARCHAR(20) NULL CONSTRAINT [DF_authors_rank] DEFAULT (N'it''s') WITH VALUES
GO

-- Comment on rank of authors
DECLARE @schema SYSNAME = SCHEMA_NAME(), @table SYSNAME = N'authors', @column SYSNAME = N'rank', @value NVARCHAR(3750) = N'its place';
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = OBJECT_ID(N'[authors]') AND minor_id = COLUMNPROPERTY(OBJECT_ID(N'[authors]'), N'rank', N'ColumnId') AND name = N'MS_Description') EXEC sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table, @level2type = N'COLUMN', @level2name = @column;
EXEC sp_addextendedproperty @value = @value, @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table, @level2type = N'COLUMN', @level2name = @column
GO

-- Drop the default and the checks of column rank of authors, whatever their names
-- each row of this query is a statement
SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'rank' UNION ALL SELECT N'ALTER TABLE [authors] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.check_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[authors]') AND c.name = N'rank'
GO

ALTER TABLE [authors] DROP COLUMN [rank]
GO
