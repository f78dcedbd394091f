CREATE TABLE [always] (
  [id] SMALLINT IDENTITY(1,1) NOT NULL,
  PRIMARY KEY ([id])
)
GO

-- Field id counts without MIN, CACHE, CYCLE
CREATE TABLE [steps] (
  [id] INT IDENTITY(1000,-10) NOT NULL,
  PRIMARY KEY ([id])
)
GO

CREATE TABLE [tiny] (
  [id] TINYINT IDENTITY(1,1) NOT NULL,
  PRIMARY KEY ([id])
)
GO
