CREATE TABLE [ruled] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [low] INT NOT NULL,
  [high] INT NULL,
  [word] NVARCHAR(20) NOT NULL,
  PRIMARY KEY ([id]),
  CONSTRAINT [uq_word] UNIQUE ([word]),
  CONSTRAINT [ck_order] CHECK (low < high)
)
GO

CREATE UNIQUE INDEX [uq_low_high] ON [ruled] ([low], [high]) WHERE [high] IS NOT NULL
GO

CREATE INDEX [ix_desc] ON [ruled] ([high] DESC, [low])
GO

CREATE INDEX [ix_include] ON [ruled] ([low]) INCLUDE ([word], [high])
GO

CREATE UNIQUE INDEX [ix_part] ON [ruled] ([high]) WHERE low > 3 AND [high] IS NOT NULL
GO

CREATE UNIQUE INDEX [ix_one_null] ON [ruled] ([high])
GO

CREATE NONCLUSTERED INDEX [ix_cluster] ON [ruled] ([low])
GO

-- Index ix_notices is made without NULLS FIRST/LAST, operator classes, method gin, CONCURRENTLY
CREATE INDEX [ix_notices] ON [ruled] ([low])
GO
