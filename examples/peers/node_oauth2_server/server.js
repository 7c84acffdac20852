// @node-oauth/oauth2-server behind its own Express middleware.  Of us is the model, as the library asks for one: it
// keeps tokens and codes in lists and says who is who.  Every answer at /token and /authorize is the library's.
const express = require('express');
const OAuthServer = require('@node-oauth/express-oauth-server');

const { PORT, PEER_SECRET, PEER_OTHER_SECRET, PEER_PASSWORD } = process.env;
const SCOPES = ['api:read', 'api:write'];
const GRANTS = ['authorization_code', 'client_credentials', 'password', 'refresh_token'];

const client = (id, secret) => ({ id, secret, grants: GRANTS, redirectUris: ['http://127.0.0.1:9999/callback'] });
const clients = [client('peer-client', PEER_SECRET), client('other-client', PEER_OTHER_SECRET)];
const users = ['alice', 'bob'];
const tokens = new Set();
const codes = new Set();
const find = (set, member, value) => [...set].find((each) => each[member] === value);

const model = {
  getClient: async (id, secret) => clients.find((each) => each.id === id && (secret === null || each.secret === secret)),
  getUser: async (name, password) => users.includes(name) && password === `${PEER_PASSWORD}-${name}` && { name },
  getUserFromClient: async ({ id }) => ({ name: id }),
  validateScope: async (_user, _client, scope) => {
    const asked = scope ?? SCOPES;
    return asked.every((each) => SCOPES.includes(each)) && asked;
  },

  saveAuthorizationCode: async (code, ofClient, user) => {
    const saved = { ...code, client: ofClient, user };
    codes.add(saved);
    return saved;
  },
  getAuthorizationCode: async (value) => find(codes, 'authorizationCode', value),
  revokeAuthorizationCode: async ({ authorizationCode }) => codes.delete(find(codes, 'authorizationCode', authorizationCode)),

  saveToken: async (token, ofClient, user) => {
    const saved = { ...token, client: ofClient, user };
    tokens.add(saved);
    return saved;
  },
  getAccessToken: async (value) => find(tokens, 'accessToken', value),
  getRefreshToken: async (value) => find(tokens, 'refreshToken', value),
  revokeToken: async ({ refreshToken }) => {
    const found = find(tokens, 'refreshToken', refreshToken);
    if (found) found.refreshToken = undefined;
    return found !== undefined;
  },
};

// The login: name and password stand in the form beside the authorization request.
const login = { handle: ({ body }) => model.getUser(body.username, body.password) };

const app = express();
const oauth = new OAuthServer({ model });
app.use(express.urlencoded({ extended: false }));
app.use(express.json());
app.all('/token', oauth.token());
app.post('/authorize', oauth.authorize({ authenticateHandler: login }));
app.get('/me', oauth.authenticate(), (_request, response) => response.json({ name: response.locals.oauth.token.user.name }));
app.listen(Number(PORT), '127.0.0.1', () => console.log(`@node-oauth/oauth2-server at http://127.0.0.1:${PORT}`));
