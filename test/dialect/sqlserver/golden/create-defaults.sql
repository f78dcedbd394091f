CREATE TABLE [defaults] (
  [id] INT IDENTITY(1,1) NOT NULL,
  [a] NVARCHAR(20) NULL CONSTRAINT [DF_defaults_a] DEFAULT (N'it''s'),
  [b] INT NULL CONSTRAINT [DF_defaults_b] DEFAULT (-7),
  [c] BIT NOT NULL CONSTRAINT [DF_defaults_c] DEFAULT (1),
  [d] DECIMAL(6,2) NULL CONSTRAINT [DF_defaults_d] DEFAULT (ABS(-3)),
  [of_now] DATETIMEOFFSET NULL CONSTRAINT [DF_defaults_of_now] DEFAULT (SYSDATETIMEOFFSET()),
  [of_new_uuid] UNIQUEIDENTIFIER NULL CONSTRAINT [DF_defaults_of_new_uuid] DEFAULT (NEWID()),
  [of_today] DATE NULL CONSTRAINT [DF_defaults_of_today] DEFAULT (CAST(SYSUTCDATETIME() AS DATE)),
  [of_current_time] NVARCHAR(MAX) NULL CONSTRAINT [DF_defaults_of_current_time] DEFAULT (CAST(SYSUTCDATETIME() AS TIME)),
  [of_blank] NVARCHAR(MAX) NULL CONSTRAINT [DF_defaults_of_blank] DEFAULT (N''),
  [of_zero] INT NULL CONSTRAINT [DF_defaults_of_zero] DEFAULT (0),
  [of_object] NVARCHAR(MAX) NULL CONSTRAINT [DF_defaults_of_object] DEFAULT (N'{}'),
  [of_array] NVARCHAR(MAX) NULL CONSTRAINT [DF_defaults_of_array] DEFAULT (N'[]'),
  [of_false] NVARCHAR(MAX) NULL CONSTRAINT [DF_defaults_of_false] DEFAULT (0),
  [k] NVARCHAR(MAX) NULL,
  [l] DATETIME2 NOT NULL CONSTRAINT [DF_defaults_l] DEFAULT (SYSUTCDATETIME()),
  PRIMARY KEY ([id])
)
GO
