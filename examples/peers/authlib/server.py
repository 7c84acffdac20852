"""Authlib's authorization server for Flask, laid out as its documentation does it.

Clients, codes and tokens lie in SQLite through Authlib's own mixins; of us is only what the documentation asks of those
who integrate the library: where codes and users are found, and what an introspection may tell.
"""

import os
import time
from pathlib import Path

import waitress
from authlib.integrations.flask_oauth2 import AuthorizationServer, ResourceProtector, current_token
from authlib.integrations.sqla_oauth2 import (
    OAuth2AuthorizationCodeMixin,
    OAuth2ClientMixin,
    OAuth2TokenMixin,
    create_bearer_token_validator,
    create_query_client_func,
    create_revocation_endpoint,
    create_save_token_func,
)
from authlib.integrations.sqla_oauth2.functions import create_query_token_func
from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oauth2.rfc7662 import IntrospectionEndpoint
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from flask import Flask, jsonify, request
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

PORT = os.environ["PORT"]
ISSUER = f"http://127.0.0.1:{PORT}"
CALLBACK = "http://127.0.0.1:9999/callback"
DATABASE = Path.cwd() / "authlib.sqlite"
SCOPES = "api:read api:write"
SECRET_METHODS = ["client_secret_basic", "client_secret_post"]
GRANTS = ["authorization_code", "client_credentials", "password", "refresh_token"]
CLIENTS = {
    "peer-client": (os.environ["PEER_SECRET"], "client_secret_basic"),
    "other-client": (os.environ["PEER_OTHER_SECRET"], "client_secret_basic"),
    "post-client": (os.environ["PEER_SECRET"], "client_secret_post"),
    "other-post-client": (os.environ["PEER_OTHER_SECRET"], "client_secret_post"),
}

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{DATABASE}"
app.config["OAUTH2_REFRESH_TOKEN_GENERATOR"] = True
app.config["OAUTH2_SCOPES_SUPPORTED"] = SCOPES.split()
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String, unique=True)

    def get_user_id(self):
        return self.id


class Client(db.Model, OAuth2ClientMixin):
    id = db.Column(db.Integer, primary_key=True)


class Code(db.Model, OAuth2AuthorizationCodeMixin):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)


class Token(db.Model, OAuth2TokenMixin):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer)


def find_user(name, password):
    is_right = password == f"{os.environ['PEER_PASSWORD']}-{name}"
    return User.query.filter_by(name=name).first() if is_right else None


def save(row):
    db.session.add(row)
    db.session.commit()


class AuthorizationCodeGrant(grants.AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = SECRET_METHODS

    def save_authorization_code(self, code, request):
        asked = request.payload
        save(
            Code(
                code=code,
                client_id=request.client.client_id,
                redirect_uri=asked.redirect_uri,
                scope=request.scope,
                user_id=request.user.id,
                code_challenge=asked.data.get("code_challenge"),
                code_challenge_method=asked.data.get("code_challenge_method"),
            )
        )

    def query_authorization_code(self, code, client):
        found = Code.query.filter_by(code=code, client_id=client.client_id).first()
        return found if found and not found.is_expired() else None

    def delete_authorization_code(self, authorization_code):
        db.session.delete(authorization_code)
        db.session.commit()

    def authenticate_user(self, authorization_code):
        return db.session.get(User, authorization_code.user_id)


class PasswordGrant(grants.ResourceOwnerPasswordCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = SECRET_METHODS

    def authenticate_user(self, username, password):
        return find_user(username, password)


class ClientCredentialsGrant(grants.ClientCredentialsGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = SECRET_METHODS


class RefreshTokenGrant(grants.RefreshTokenGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = SECRET_METHODS
    INCLUDE_NEW_REFRESH_TOKEN = True

    def authenticate_refresh_token(self, refresh_token):
        return Token.query.filter_by(refresh_token=refresh_token, refresh_token_revoked_at=0).first()

    def authenticate_user(self, refresh_token):
        return db.session.get(User, refresh_token.user_id)

    def revoke_old_credential(self, refresh_token):
        refresh_token.refresh_token_revoked_at = int(time.time())
        save(refresh_token)


class Revocation(create_revocation_endpoint(db.session, Token)):
    CLIENT_AUTH_METHODS = SECRET_METHODS


class Introspection(IntrospectionEndpoint):
    CLIENT_AUTH_METHODS = SECRET_METHODS
    query_token = staticmethod(create_query_token_func(db.session, Token))

    def check_permission(self, token, client, request):
        return token.client_id == client.client_id

    def introspect_token(self, token):
        return {
            "active": True,
            "client_id": token.client_id,
            "token_type": token.token_type,
            "scope": token.get_scope(),
            "exp": token.issued_at + token.expires_in,
            "iat": token.issued_at,
        }


server = AuthorizationServer(
    app, query_client=create_query_client_func(db.session, Client), save_token=create_save_token_func(db.session, Token)
)
for grant in (PasswordGrant, ClientCredentialsGrant, RefreshTokenGrant):
    server.register_grant(grant)
server.register_grant(AuthorizationCodeGrant, [CodeChallenge(required=False)])
server.register_endpoint(Revocation)
server.register_endpoint(Introspection)

resource = ResourceProtector()
resource.register_token_validator(create_bearer_token_validator(db.session, Token)())


@app.post("/authorize")
def authorize():
    """Log in by the name and password in the form, and consent."""
    user = find_user(request.form.get("username"), request.form.get("password"))
    try:
        grant = server.get_consent_grant(end_user=user)
    except OAuth2Error as error:
        return server.handle_error_response(server.create_oauth2_request(request), error)
    return server.create_authorization_response(grant_user=user, grant=grant)


@app.post("/token")
def token():
    return server.create_token_response()


@app.post("/revoke")
def revoke():
    return server.create_endpoint_response("revocation")


@app.post("/introspect")
def introspect():
    return server.create_endpoint_response("introspection")


@app.get("/me")
@resource()
def me():
    return jsonify(user_id=current_token.user_id, scope=current_token.scope)


@app.get("/.well-known/oauth-authorization-server")
def metadata():
    return jsonify(
        AuthorizationServerMetadata(
            {
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "revocation_endpoint": f"{ISSUER}/revoke",
                "introspection_endpoint": f"{ISSUER}/introspect",
                "response_types_supported": ["code"],
                "grant_types_supported": GRANTS,
                "scopes_supported": SCOPES.split(),
                "token_endpoint_auth_methods_supported": SECRET_METHODS,
                "code_challenge_methods_supported": ["plain", "S256"],
            }
        )
    )


def do_not_wait_for_the_disk(connection, _):
    """Tell SQLite that nobody needs this database after a power cut: a third of every answer would be that wait."""
    connection.execute("PRAGMA synchronous=OFF")


def fill():
    """Begin with nobody's tokens, and with the clients and users that the target file names."""
    event.listen(db.engine, "connect", do_not_wait_for_the_disk)
    db.create_all()
    for name in ("alice", "bob"):
        save(User(name=name))
    for name, (secret, method) in CLIENTS.items():
        client = Client(client_id=name, client_secret=secret, client_id_issued_at=int(time.time()))
        client.set_client_metadata(
            {
                "redirect_uris": [CALLBACK],
                "response_types": ["code"],
                "grant_types": GRANTS,
                "scope": SCOPES,
                "token_endpoint_auth_method": method,
            }
        )
        save(client)


if __name__ == "__main__":
    DATABASE.unlink(missing_ok=True)
    with app.app_context():
        fill()
    # One request at a time, as in the servers for Node: two exchanges of one code at the same moment are told apart by
    # the database of whoever integrates the library, and here that would be SQLite.
    waitress.serve(app, host="127.0.0.1", port=int(PORT), threads=1)
