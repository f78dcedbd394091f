DROP INDEX [ix_a] ON [things]
GO

DROP INDEX [uq_a] ON [things]
GO

ALTER TABLE [things] DROP CONSTRAINT [ck_a]
GO

-- Drop the default of column a of things, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

-- Fill a of the rows that exist
UPDATE [things] SET [a] = (7) WHERE [a] IS NULL
GO

ALTER TABLE [things] ALTER COLUMN [a] INT NOT NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [DF_things_a] DEFAULT (5) FOR [a]
GO

ALTER TABLE [things] ADD CONSTRAINT [uq_a] UNIQUE ([a])
GO

ALTER TABLE [things] ADD CONSTRAINT [ck_a] CHECK (a > 0)
GO

CREATE INDEX [ix_a] ON [things] ([other]) INCLUDE ([a])
GO

DROP INDEX [ix_a] ON [things]
GO

ALTER TABLE [things] DROP CONSTRAINT [uq_a]
GO

ALTER TABLE [things] DROP CONSTRAINT [ck_a]
GO

-- Drop the default of column a of things, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [things] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.default_constraints AS k INNER JOIN sys.columns AS c ON c.object_id = k.parent_object_id AND c.column_id = k.parent_column_id WHERE c.object_id = OBJECT_ID(N'[things]') AND c.name = N'a'
GO

ALTER TABLE [things] ALTER COLUMN [a] INT NULL
GO

CREATE UNIQUE INDEX [uq_a] ON [things] ([a]) WHERE [a] IS NOT NULL
GO

ALTER TABLE [things] ADD CONSTRAINT [ck_a] CHECK (a > 0)
GO

CREATE INDEX [ix_a] ON [things] ([other]) INCLUDE ([a])
GO
