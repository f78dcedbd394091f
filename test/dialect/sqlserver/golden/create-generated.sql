CREATE TABLE [made] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [a] INT NULL,
  [b] AS (a * 2) PERSISTED,
  [c] AS (a * 3),
  [at] DATETIME2 NULL CONSTRAINT [DF_made_at] DEFAULT (SYSUTCDATETIME()),
  PRIMARY KEY ([id])
)
GO

-- Keep at of made current
CREATE OR ALTER TRIGGER [made_auto_update] ON [made] AFTER UPDATE AS
BEGIN
  SET NOCOUNT ON;
  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;
  IF NOT UPDATE([at])
    UPDATE target SET [at] = SYSUTCDATETIME() FROM [made] AS target INNER JOIN inserted ON target.[id] = inserted.[id];
END
GO
