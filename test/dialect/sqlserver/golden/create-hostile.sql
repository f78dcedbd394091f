-- Create the schema o'dd] unless it is there
-- each row of this query is a statement
SELECT N'CREATE SCHEMA [o''dd]]]' AS statement WHERE SCHEMA_ID(N'o''dd]') IS NULL
GO

CREATE TABLE [o'dd]]].[a]]b's [x]]] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [back\slash
]]] NVARCHAR(20) NULL CONSTRAINT [DF_a]]b's [x]]_back\slash
]]] DEFAULT ((N'it''s\' + N'
😀')),
  [select] DATETIME2 NULL CONSTRAINT [DF_a]]b's [x]]_select] DEFAULT (SYSUTCDATETIME()),
  PRIMARY KEY ([id]),
  CONSTRAINT [ck ]]'] CHECK ([select] <> N'it''s')
)
GO

CREATE INDEX [ix ]]'] ON [o'dd]]].[a]]b's [x]]] ([back\slash
]]])
GO

-- Comment on a]b's [x]
DECLARE @schema SYSNAME = N'o''dd]', @table SYSNAME = N'a]b''s [x]', @value NVARCHAR(3750) = N'the "table"';
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = OBJECT_ID(N'[o''dd]]].[a]]b''s [x]]]') AND minor_id = 0 AND name = N'MS_Description') EXEC sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table;
EXEC sp_addextendedproperty @value = @value, @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table
GO

-- Comment on back\slash
] of a]b's [x]
DECLARE @schema SYSNAME = N'o''dd]', @table SYSNAME = N'a]b''s [x]', @column SYSNAME = N'back\slash
]', @value NVARCHAR(3750) = N'it''s */ a \ -- note';
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND major_id = OBJECT_ID(N'[o''dd]]].[a]]b''s [x]]]') AND minor_id = COLUMNPROPERTY(OBJECT_ID(N'[o''dd]]].[a]]b''s [x]]]'), N'back\slash
]', N'ColumnId') AND name = N'MS_Description') EXEC sp_dropextendedproperty @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table, @level2type = N'COLUMN', @level2name = @column;
EXEC sp_addextendedproperty @value = @value, @name = N'MS_Description', @level0type = N'SCHEMA', @level0name = @schema, @level1type = N'TABLE', @level1name = @table, @level2type = N'COLUMN', @level2name = @column
GO

-- Keep select of a]b's [x] current
CREATE OR ALTER TRIGGER [o'dd]]].[a]]b's [x]]_auto_update] ON [o'dd]]].[a]]b's [x]]] AFTER UPDATE AS
BEGIN
  SET NOCOUNT ON;
  IF TRIGGER_NESTLEVEL(@@PROCID, 'AFTER', 'DML') > 1 RETURN;
  IF NOT UPDATE([select])
    UPDATE target SET [select] = SYSUTCDATETIME() FROM [o'dd]]].[a]]b's [x]]] AS target INNER JOIN inserted ON target.[id] = inserted.[id];
END
GO
