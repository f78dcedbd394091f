-- Drop the default of column a of things, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP CONSTRAINT IF EXISTS [CK_things_a_enum]
GO

ALTER TABLE [things] ALTER COLUMN [a] NVARCHAR(6) NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [CK_things_a_enum] CHECK ([a] IN (N'x', N'y', N'longer'))
GO

-- Drop the default of column a of things, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] DROP CONSTRAINT IF EXISTS [CK_things_a_enum]
GO

ALTER TABLE [things] ALTER COLUMN [a] NVARCHAR(1) NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [CK_things_a_enum] CHECK ([a] IN (N'x', N'y'))
GO
