CREATE TABLE [types] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [f_bigint] BIGINT NULL,
  [f_boolean] BIT NULL,
  [f_bytes] VARBINARY(MAX) NULL,
  [f_char] NCHAR(4) NULL,
  [f_date] DATE NULL,
  [f_decimal] DECIMAL(12,3) NULL,
  [f_double] FLOAT(53) NULL,
  [f_enum] NVARCHAR(4) NULL CONSTRAINT [CK_types_f_enum_enum] CHECK ([f_enum] IN (N'new', N'it''s', N'a,b')),
  [f_float] REAL NULL,
  [f_inet] NVARCHAR(43) NULL,
  [f_integer] INT NULL,
  [f_interval] NVARCHAR(64) NULL,
  [f_json] NVARCHAR(MAX) NULL,
  [f_jsonb] NVARCHAR(MAX) NULL,
  [f_smallint] SMALLINT NULL,
  [f_text] NVARCHAR(MAX) NULL,
  [f_time] TIME NULL,
  [f_timestamp] DATETIME2 NULL,
  [f_timestamptz] DATETIMEOFFSET NULL,
  [f_uuid] UNIQUEIDENTIFIER NULL,
  [f_varchar] NVARCHAR(40) NULL,
  PRIMARY KEY ([id])
)
GO

CREATE TABLE [lists] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [a] NVARCHAR(MAX) NULL,
  [b] GEOGRAPHY NULL,
  [c] NVARCHAR(MAX) NULL,
  [d] DATETIME2(0) NULL,
  [e] NVARCHAR(9) COLLATE Latin1_General_100_BIN2_UTF8 NULL,
  PRIMARY KEY ([id])
)
GO

CREATE TABLE [counted] (
  [id] BIGINT IDENTITY(1,1) NOT NULL,
  PRIMARY KEY ([id])
)
GO
