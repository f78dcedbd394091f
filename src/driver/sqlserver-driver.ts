import type { Connection as Client, ConnectionConfiguration } from "tedious";
import { toDriverError } from "./client-error.js";
import type { Connection, ConnectOptions, Driver, UrlDescription } from "./driver.js";
import { loadClient } from "./load-client.js";
import { inDatabase } from "./read-url.js";
import { SqlserverConnection } from "./sqlserver-connection.js";
import { sqlserverErrors } from "./sqlserver-error.js";
import { parseSqlserverUrl, type SqlserverTarget } from "./sqlserver-url.js";

/** SQL Server by the `tedious` package, loaded at the first connection. */
export class SqlserverDriver implements Driver {
  readonly name = "sqlserver";

  async preload(): Promise<void> {
    await tedious();
  }

  async describe(url: string): Promise<UrlDescription> {
    const { label, ignored, host, database } = parseSqlserverUrl(url);
    return { label, ignored, host, database, files: [] };
  }

  /** @throws DriverError `DRIVER_URL_INVALID`, `DRIVER_CLIENT_MISSING`, `DRIVER_CONNECT_FAILED`. */
  async connect(options: ConnectOptions): Promise<Connection> {
    const target = inDatabase(parseSqlserverUrl(options.url), options);
    const module = await tedious();
    const timeout = target.connectTimeout ?? options.connectTimeout;
    const { label } = target;
    const connect = async (): Promise<Client> => {
      try {
        const client = new module.Connection(sqlserverConfig(target, timeout));
        await opened(client);
        return client;
      } catch (error) {
        throw toDriverError(error, sqlserverErrors, { label });
      }
    };
    return new SqlserverConnection({ module, label, connect }, await connect());
  }
}

/** By its names: it says that it is an ES module, and has then no default export in the bundle. */
async function tedious(): Promise<typeof import("tedious")> {
  return await loadClient("tedious", () => import("tedious"));
}

/** The client's settings: what the driver's reading of values and its SQL rely on. */
export function sqlserverConfig(target: SqlserverTarget, timeout: number): ConnectionConfiguration {
  const login = { userName: target.user, password: target.password };
  return {
    server: target.host,
    authentication:
      target.domain === undefined
        ? { type: "default", options: login }
        : { type: "ntlm", options: { ...login, domain: target.domain } },
    options: {
      ...(target.port === undefined ? {} : { port: target.port }),
      ...(target.instance === undefined || target.port !== undefined
        ? {}
        : { instanceName: target.instance }),
      ...(target.database === undefined ? {} : { database: target.database }),
      ...(target.certificateHost === undefined ? {} : { serverName: target.certificateHost }),
      appName: target.applicationName,
      connectTimeout: timeout,
      // How long a statement may take is decided by the server's locks and by `cancel`.
      requestTimeout: 0,
      maxRetriesOnTransientErrors: 0,
      encrypt: target.encrypt,
      trustServerCertificate: target.trustServerCertificate,
      multiSubnetFailover: target.multiSubnetFailover,
      lowerCaseGuids: true,
      useUTC: true,
      useColumnNames: false,
    },
  };
}

function opened(client: Client): Promise<void> {
  return new Promise((resolve, reject) => {
    // Without a listener a connection that breaks between two statements would end the process.
    client.on("error", () => undefined);
    client.connect((error) => {
      if (error === undefined || error === null) resolve();
      else {
        client.close();
        reject(error);
      }
    });
  });
}
