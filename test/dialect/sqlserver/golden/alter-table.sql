-- Comment on authors
DECLARE @schema SYSNAME = SCHEMA_NAME(), @table SYSNAME = N'authors', @value NVARCHAR(3750) = N'who''s who';
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = OBJECT_ID(N'[authors]') AND minor_id = 0 AND name = N'MS_Description') EXEC sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table;
EXEC sp_addextendedproperty @value = @value, @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table
GO

-- Comment on authors
DECLARE @schema SYSNAME = SCHEMA_NAME(), @table SYSNAME = N'authors';
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = OBJECT_ID(N'[authors]') AND minor_id = 0 AND name = N'MS_Description') EXEC sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table
GO
