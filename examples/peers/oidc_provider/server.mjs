// oidc-provider with its own in-memory adapter and its own pages for login and consent, which take any user.
// What is configured beyond its defaults: the endpoints that the suite asks, and a refresh token for every client that
// may refresh (by default only `offline_access` of OpenID Connect gives one), rotated at each use.
import Provider from 'oidc-provider';

const { PORT, PEER_SECRET, PEER_OTHER_SECRET } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;

const client = (id, secret) => ({
  client_id: id,
  client_secret: secret,
  redirect_uris: ['http://127.0.0.1:9999/callback'],
  grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
  scope: 'openid offline_access api:read api:write',
});

const provider = new Provider(issuer, {
  clients: [client('peer-client', PEER_SECRET), client('other-client', PEER_OTHER_SECRET)],
  scopes: ['openid', 'offline_access', 'api:read', 'api:write'],
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
  },
  findAccount: async (_context, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  issueRefreshToken: async (_context, asked) => asked.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  cookies: { keys: ['a word that signs the cookies of this example'] },
});

provider.listen(Number(PORT), '127.0.0.1', () => console.log(`oidc-provider at ${issuer}`));
