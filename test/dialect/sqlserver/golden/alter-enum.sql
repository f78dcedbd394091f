ALTER TABLE [things] DROP CONSTRAINT IF EXISTS [CK_things_a_enum]
GO

ALTER TABLE [things] ALTER COLUMN [a] NVARCHAR(6) NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [CK_things_a_enum] CHECK ([a] IN (N'x', N'y', N'longer'))
GO

ALTER TABLE [things] DROP CONSTRAINT IF EXISTS [CK_things_a_enum]
GO

ALTER TABLE [things] ALTER COLUMN [a] NVARCHAR(1) NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [CK_things_a_enum] CHECK ([a] IN (N'x', N'y'))
GO
