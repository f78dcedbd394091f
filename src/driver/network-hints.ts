/** What to do about an error of the network or of TLS, whatever the server is. */
export const NETWORK_HINTS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "The server's certificate has expired; renew it on the server.",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "The server's certificate is signed by itself; name it as the authority in the URL.",
  EACCES: "The user may not open the server's socket; check the permissions of its folder.",
  ECONNREFUSED: "Check host and port and that the server runs; --wait waits for it.",
  ECONNRESET: "The server or something on the way closed the connection; run again.",
  EHOSTUNREACH: "There is no route to the host; check the address and the network.",
  ENOENT: "There is no socket (or certificate file) at this path; check the URL.",
  ENOTFOUND: "The host name is unknown; check its spelling and the DNS.",
  EAI_AGAIN: "The DNS does not answer; check the host name and the network.",
  ERR_TLS_CERT_ALTNAME_INVALID:
    "The server's certificate is for another host name; use that name in the URL, or verify the authority only (verify-ca).",
  ETIMEDOUT:
    "The host did not answer; check address, port and firewall, and that it is this kind of server.",
  SELF_SIGNED_CERT_IN_CHAIN:
    "Nobody here trusts the authority of the server's certificate; name its file in the URL.",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    "Nobody here trusts the authority of the server's certificate; name its file in the URL.",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    "Nobody here trusts the authority of the server's certificate; name its file in the URL.",
};
