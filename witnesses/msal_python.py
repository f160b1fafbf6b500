"""MSAL Python in its four flows. Talks to the test that started it as witness.mjs does."""

import hashlib
import json
import os
import ssl
import sys

import msal

settings = json.loads(os.environ["WITNESS"])
authority = f"{settings['origin']}/{settings['tenantId']}"


def ask(question):
    print(json.dumps(question), flush=True)
    return json.loads(sys.stdin.readline())


def client(kind, app, **more):
    return kind(app, authority=authority, instance_discovery=False, **more)


def token(result):
    if "access_token" not in result:
        raise SystemExit(json.dumps(result))
    return result["access_token"]


secret = client(msal.ConfidentialClientApplication, settings["daemonId"], client_credential=settings["secret"])
pem = settings["certificate"]
der = ssl.PEM_cert_to_DER_cert(pem[pem.index("-----BEGIN CERTIFICATE-----"):])
certificate = client(
    msal.ConfidentialClientApplication,
    settings["certificateId"],
    client_credential={"private_key": pem, "thumbprint": hashlib.sha1(der).hexdigest()},
)
web = client(msal.ConfidentialClientApplication, settings["webId"], client_credential=settings["secret"])
device = client(msal.PublicClientApplication, settings["deviceId"])

by_secret = token(secret.acquire_token_for_client(scopes=[settings["scope"]]))
by_certificate = token(certificate.acquire_token_for_client(scopes=[settings["scope"]]))

flow = web.initiate_auth_code_flow(scopes=[settings["userScope"]], redirect_uri=settings["redirectUri"])
by_code = web.acquire_token_by_auth_code_flow(flow, ask({"signIn": flow["auth_uri"]})["fields"])
account = web.get_accounts()[0]
silent = web.acquire_token_silent([settings["userScope"]], account=account, force_refresh=True)

started = device.initiate_device_flow(scopes=[settings["userScope"]])
ask({"approve": started["user_code"]})
by_device = token(device.acquire_token_by_device_flow(started))

print(json.dumps({"result": [by_secret, by_certificate, token(by_code), token(silent), by_device]}), flush=True)
