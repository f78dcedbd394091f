CREATE VIEW v AS SELECT 1 AS one; -- GO
GO

UPDATE [a;b] SET c = 'GO
GO';
SELECT 1
GO

UPDATE [a;b] SET c = 'GO
GO';
SELECT 1
GO

-- outside a transaction
CREATE DATABASE x
GO
