# The gem openid_connect: discovery, code, the ID token's signature and claims, userinfo. Talks to the test that started
# it as witness.mjs does.
require 'json'
require 'openid_connect'

settings = JSON.parse(ENV.fetch('WITNESS'))
trust = ->(config) { config.ssl_config.add_trust_ca(settings.fetch('caFile')) }
OpenIDConnect.http_config(&trust)
SWD.http_config(&trust)
Rack::OAuth2.http_config(&trust)

config = OpenIDConnect::Discovery::Provider::Config.discover!(settings.fetch('issuer'))
client = OpenIDConnect::Client.new(
  identifier: settings.fetch('webId'),
  secret: settings.fetch('secret'),
  redirect_uri: settings.fetch('redirectUri'),
  authorization_endpoint: config.authorization_endpoint,
  token_endpoint: config.token_endpoint,
  userinfo_endpoint: config.userinfo_endpoint
)
address = client.authorization_uri(scope: %i[openid profile email], state: 'a-state', nonce: 'a-nonce')
puts({ signIn: address }.to_json)
$stdout.flush
client.authorization_code = JSON.parse($stdin.gets).fetch('fields').fetch('code')
access_token = client.access_token!
id_token = OpenIDConnect::ResponseObject::IdToken.decode(access_token.id_token, config.jwks)
id_token.verify!(issuer: config.issuer, client_id: client.identifier, nonce: 'a-nonce')
puts({ result: { sub: id_token.sub, userinfo: access_token.userinfo!.raw_attributes } }.to_json)
