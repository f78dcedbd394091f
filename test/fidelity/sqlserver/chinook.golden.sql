-- 0001_initial
--   Create table Artist (2 fields)
CREATE TABLE [Artist] (
  [ArtistId] INT NOT NULL,
  [Name] NVARCHAR(120) NULL,
  CONSTRAINT [PK_Artist] PRIMARY KEY ([ArtistId])
)
GO
--   Create table Employee (15 fields)
CREATE TABLE [Employee] (
  [EmployeeId] INT NOT NULL,
  [LastName] NVARCHAR(20) NOT NULL,
  [FirstName] NVARCHAR(20) NOT NULL,
  [Title] NVARCHAR(30) NULL,
  [ReportsTo] INT NULL,
  [BirthDate] datetime NULL,
  [HireDate] datetime NULL,
  [Address] NVARCHAR(70) NULL,
  [City] NVARCHAR(40) NULL,
  [State] NVARCHAR(40) NULL,
  [Country] NVARCHAR(40) NULL,
  [PostalCode] NVARCHAR(10) NULL,
  [Phone] NVARCHAR(24) NULL,
  [Fax] NVARCHAR(24) NULL,
  [Email] NVARCHAR(60) NULL,
  CONSTRAINT [PK_Employee] PRIMARY KEY ([EmployeeId]),
  CONSTRAINT [FK_EmployeeReportsTo] FOREIGN KEY ([ReportsTo]) REFERENCES [Employee] ([EmployeeId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_EmployeeReportsTo] ON [Employee] ([ReportsTo])
GO
--   Create table Genre (2 fields)
CREATE TABLE [Genre] (
  [GenreId] INT NOT NULL,
  [Name] NVARCHAR(120) NULL,
  CONSTRAINT [PK_Genre] PRIMARY KEY ([GenreId])
)
GO
--   Create table MediaType (2 fields)
CREATE TABLE [MediaType] (
  [MediaTypeId] INT NOT NULL,
  [Name] NVARCHAR(120) NULL,
  CONSTRAINT [PK_MediaType] PRIMARY KEY ([MediaTypeId])
)
GO
--   Create table Playlist (2 fields)
CREATE TABLE [Playlist] (
  [PlaylistId] INT NOT NULL,
  [Name] NVARCHAR(120) NULL,
  CONSTRAINT [PK_Playlist] PRIMARY KEY ([PlaylistId])
)
GO
--   Create table Album (3 fields)
CREATE TABLE [Album] (
  [AlbumId] INT NOT NULL,
  [Title] NVARCHAR(160) NOT NULL,
  [ArtistId] INT NOT NULL,
  CONSTRAINT [PK_Album] PRIMARY KEY ([AlbumId]),
  CONSTRAINT [FK_AlbumArtistId] FOREIGN KEY ([ArtistId]) REFERENCES [Artist] ([ArtistId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_AlbumArtistId] ON [Album] ([ArtistId])
GO
--   Create table Customer (13 fields)
CREATE TABLE [Customer] (
  [CustomerId] INT NOT NULL,
  [FirstName] NVARCHAR(40) NOT NULL,
  [LastName] NVARCHAR(20) NOT NULL,
  [Company] NVARCHAR(80) NULL,
  [Address] NVARCHAR(70) NULL,
  [City] NVARCHAR(40) NULL,
  [State] NVARCHAR(40) NULL,
  [Country] NVARCHAR(40) NULL,
  [PostalCode] NVARCHAR(10) NULL,
  [Phone] NVARCHAR(24) NULL,
  [Fax] NVARCHAR(24) NULL,
  [Email] NVARCHAR(60) NOT NULL,
  [SupportRepId] INT NULL,
  CONSTRAINT [PK_Customer] PRIMARY KEY ([CustomerId]),
  CONSTRAINT [FK_CustomerSupportRepId] FOREIGN KEY ([SupportRepId]) REFERENCES [Employee] ([EmployeeId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_CustomerSupportRepId] ON [Customer] ([SupportRepId])
GO
--   Create table Invoice (9 fields)
CREATE TABLE [Invoice] (
  [InvoiceId] INT NOT NULL,
  [CustomerId] INT NOT NULL,
  [InvoiceDate] datetime NOT NULL,
  [BillingAddress] NVARCHAR(70) NULL,
  [BillingCity] NVARCHAR(40) NULL,
  [BillingState] NVARCHAR(40) NULL,
  [BillingCountry] NVARCHAR(40) NULL,
  [BillingPostalCode] NVARCHAR(10) NULL,
  [Total] DECIMAL(10,2) NOT NULL,
  CONSTRAINT [PK_Invoice] PRIMARY KEY ([InvoiceId]),
  CONSTRAINT [FK_InvoiceCustomerId] FOREIGN KEY ([CustomerId]) REFERENCES [Customer] ([CustomerId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_InvoiceCustomerId] ON [Invoice] ([CustomerId])
GO
--   Create table Track (9 fields)
CREATE TABLE [Track] (
  [TrackId] INT NOT NULL,
  [Name] NVARCHAR(200) NOT NULL,
  [AlbumId] INT NULL,
  [MediaTypeId] INT NOT NULL,
  [GenreId] INT NULL,
  [Composer] NVARCHAR(220) NULL,
  [Milliseconds] INT NOT NULL,
  [Bytes] INT NULL,
  [UnitPrice] DECIMAL(10,2) NOT NULL,
  CONSTRAINT [PK_Track] PRIMARY KEY ([TrackId]),
  CONSTRAINT [FK_TrackAlbumId] FOREIGN KEY ([AlbumId]) REFERENCES [Album] ([AlbumId]) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT [FK_TrackMediaTypeId] FOREIGN KEY ([MediaTypeId]) REFERENCES [MediaType] ([MediaTypeId]) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT [FK_TrackGenreId] FOREIGN KEY ([GenreId]) REFERENCES [Genre] ([GenreId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_TrackAlbumId] ON [Track] ([AlbumId])
GO
CREATE INDEX [IFK_TrackGenreId] ON [Track] ([GenreId])
GO
CREATE INDEX [IFK_TrackMediaTypeId] ON [Track] ([MediaTypeId])
GO
--   Create table InvoiceLine (5 fields)
CREATE TABLE [InvoiceLine] (
  [InvoiceLineId] INT NOT NULL,
  [InvoiceId] INT NOT NULL,
  [TrackId] INT NOT NULL,
  [UnitPrice] DECIMAL(10,2) NOT NULL,
  [Quantity] INT NOT NULL,
  CONSTRAINT [PK_InvoiceLine] PRIMARY KEY ([InvoiceLineId]),
  CONSTRAINT [FK_InvoiceLineInvoiceId] FOREIGN KEY ([InvoiceId]) REFERENCES [Invoice] ([InvoiceId]) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT [FK_InvoiceLineTrackId] FOREIGN KEY ([TrackId]) REFERENCES [Track] ([TrackId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_InvoiceLineInvoiceId] ON [InvoiceLine] ([InvoiceId])
GO
CREATE INDEX [IFK_InvoiceLineTrackId] ON [InvoiceLine] ([TrackId])
GO
--   Create table PlaylistTrack (2 fields)
CREATE TABLE [PlaylistTrack] (
  [PlaylistId] INT NOT NULL,
  [TrackId] INT NOT NULL,
  CONSTRAINT [PK_PlaylistTrack] PRIMARY KEY ([PlaylistId], [TrackId]),
  CONSTRAINT [FK_PlaylistTrackPlaylistId] FOREIGN KEY ([PlaylistId]) REFERENCES [Playlist] ([PlaylistId]) ON DELETE NO ACTION ON UPDATE NO ACTION,
  CONSTRAINT [FK_PlaylistTrackTrackId] FOREIGN KEY ([TrackId]) REFERENCES [Track] ([TrackId]) ON DELETE NO ACTION ON UPDATE NO ACTION
)
GO
CREATE INDEX [IFK_PlaylistTrackPlaylistId] ON [PlaylistTrack] ([PlaylistId])
GO
CREATE INDEX [IFK_PlaylistTrackTrackId] ON [PlaylistTrack] ([TrackId])
GO
