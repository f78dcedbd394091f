-- Stop if twice of clock has what this would lose and no migration knows
SELECT c.name FROM sys.columns AS c WHERE c.object_id = OBJECT_ID(N'[clock]') AND c.name = N'twice'
GO

DROP INDEX [ix_clock] ON [clock]
GO

ALTER TABLE [clock] DROP CONSTRAINT [ck_clock]
GO

ALTER TABLE [clock] DROP COLUMN [twice]
GO

DROP TRIGGER [clock_auto_update]
GO

EXEC sp_rename @objname = N'[clock].[n]', @newname = N'm]', @objtype = N'COLUMN'
GO

IF OBJECT_ID(N'[DF_clock_n]') IS NOT NULL EXEC sp_rename @objname = N'[DF_clock_n]', @newname = N'DF_clock_m]', @objtype = N'OBJECT'
GO

-- Keep at of clock current
CREATE OR ALTER TRIGGER [clock_auto_update] ON [clock] AFTER UPDATE AS
BEGIN
  SET NOCOUNT ON;
  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;
  IF NOT UPDATE([at])
    UPDATE target SET [at] = SYSUTCDATETIME() FROM [clock] AS target INNER JOIN inserted ON target.[m]]] = inserted.[m]]] AND target.[a] = inserted.[a];
END
GO

ALTER TABLE [clock] ADD [twice] AS ([m]]] * 2) PERSISTED
GO

ALTER TABLE [clock] ADD CONSTRAINT [ck_clock] CHECK ([m]]] > 0)
GO

CREATE INDEX [ix_clock] ON [clock] ([a]) WHERE [m]]] > 3
GO

DROP TRIGGER [clock_auto_update]
GO

EXEC sp_rename @objname = N'[clock].[m]]]', @newname = N'n', @objtype = N'COLUMN'
GO

IF OBJECT_ID(N'[DF_clock_m]]]') IS NOT NULL EXEC sp_rename @objname = N'[DF_clock_m]]]', @newname = N'DF_clock_n', @objtype = N'OBJECT'
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
