DROP INDEX [ix_clock] ON [clock]
GO

ALTER TABLE [clock] ALTER COLUMN [a] INT NOT NULL
GO

CREATE INDEX [ix_clock] ON [clock] ([a]) WHERE [n] > 3
GO

-- Drop the primary key of clock, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [clock] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = OBJECT_ID(N'[clock]') AND k.type = N'PK'
GO

ALTER TABLE [clock] ADD PRIMARY KEY ([n], [a])
GO

-- Keep at of clock current
CREATE OR ALTER TRIGGER [clock_auto_update] ON [clock] AFTER UPDATE AS
BEGIN
  SET NOCOUNT ON;
  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;
  IF NOT UPDATE([at])
    UPDATE target SET [at] = SYSUTCDATETIME() FROM [clock] AS target INNER JOIN inserted ON target.[n] = inserted.[n] AND target.[a] = inserted.[a];
END
GO

-- Drop the primary key of clock, whatever its name
-- each row of this query is a statement
SELECT N'ALTER TABLE [clock] DROP CONSTRAINT ' + QUOTENAME(k.name) AS statement FROM sys.key_constraints AS k WHERE k.parent_object_id = OBJECT_ID(N'[clock]') AND k.type = N'PK'
GO

ALTER TABLE [clock] ADD PRIMARY KEY ([n])
GO

DROP INDEX [ix_clock] ON [clock]
GO

ALTER TABLE [clock] ALTER COLUMN [a] INT NULL
GO

CREATE INDEX [ix_clock] ON [clock] ([a]) WHERE [n] > 3
GO

-- Keep at of clock current
CREATE OR ALTER TRIGGER [clock_auto_update] ON [clock] AFTER UPDATE AS
BEGIN
  SET NOCOUNT ON;
  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;
  IF NOT UPDATE([at])
    UPDATE target SET [at] = SYSUTCDATETIME() FROM [clock] AS target INNER JOIN inserted ON target.[n] = inserted.[n];
END
GO
