"""The official Python client's auth flows: clients, temporary credentials, signed URLs, and what is refused."""

import datetime
import json
import urllib.error
import urllib.parse
import urllib.request

import pytest
import taskcluster
import taskcluster.exceptions


@pytest.fixture(scope="session")
def auth(environment):
    return taskcluster.Auth(taskcluster.optionsFromEnvironment())


@pytest.fixture
def made(auth):
    """Makes clients by name and scopes; they are deleted after the test."""
    names = []

    def make(client_id, scopes):
        reply = auth.createClient(client_id, {"expires": in_an_hour(), "description": "of a test", "scopes": scopes})
        names.append(client_id)
        return {"clientId": client_id, "accessToken": reply["accessToken"]}

    yield make
    for name in names:
        auth.deleteClient(name)


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def in_an_hour():
    return taskcluster.stringDate(now() + datetime.timedelta(hours=1))


def auth_as(environment, credentials, **more):
    return taskcluster.Auth({"rootUrl": environment["TASKCLUSTER_ROOT_URL"], "credentials": credentials, "maxRetries": 0, **more})


def refused(call, status, code):
    with pytest.raises(taskcluster.exceptions.TaskclusterRestFailure) as failure:
        call()
    assert (failure.value.status_code, failure.value.body["code"]) == (status, code)
    return failure.value


def unauthenticated(call):
    with pytest.raises(taskcluster.exceptions.TaskclusterAuthFailure) as failure:
        call()
    assert failure.value.body["code"] == "AuthenticationFailed"


def test_a_reset_client_has_another_token(environment, auth, made):
    client = made("compat/auth/reset", ["compat:*"])
    assert "compat:*" in auth_as(environment, client).currentScopes()["scopes"]
    again = auth.resetAccessToken("compat/auth/reset")
    unauthenticated(auth_as(environment, client).currentScopes)
    auth_as(environment, {**client, "accessToken": again["accessToken"]}).currentScopes()


def test_who_changed_a_client_is_told(auth, made):
    made("compat/auth/history", [])
    auth.updateClient("compat/auth/history", {"expires": in_an_hour(), "description": "changed"})
    history = auth.getEntityHistory("client", "compat/auth/history")["auditHistory"]
    assert [entry["actionType"] for entry in history[-2:]] == ["created", "updated"]
    assert {entry["clientId"] for entry in history} == {"static/taskcluster/root"}
    assert auth.listAuditHistory("static/taskcluster/root", query={"limit": 1})["continuationToken"]


def test_named_temporary_credentials_cannot_hold_more_than_their_issuer(environment, made):
    issuer = made("compat/auth/issuer", ["compat:*", "auth:create-client:compat/auth/named/*"])

    def named(name, scopes):
        return auth_as(
            environment,
            taskcluster.createTemporaryCredentials(
                issuer["clientId"],
                issuer["accessToken"],
                now(),
                now() + datetime.timedelta(minutes=10),
                scopes,
                name=name,
            ),
        )

    scopes = named("compat/auth/named/one", ["compat:this"]).currentScopes()["scopes"]
    assert "compat:this" in scopes and "compat:*" not in scopes
    unauthenticated(named("compat/auth/named/two", ["other:*"]).currentScopes)
    unauthenticated(named("static/taskcluster/root", ["compat:this"]).currentScopes)


def test_authorized_scopes_restrict_a_request(environment):
    options = taskcluster.optionsFromEnvironment()
    restricted = auth_as(environment, options["credentials"], authorizedScopes=["auth:get-client:compat/*"])
    refused(restricted.listClients, 403, "InsufficientScopes")


def test_a_signed_url_is_good_for_its_own_get(environment, auth):
    url = auth.buildSignedUrl("client", "static/taskcluster/root", expiration=60)
    with urllib.request.urlopen(url) as reply:
        assert json.load(reply)["clientId"] == "static/taskcluster/root"
    for wrong in (url.replace("taskcluster%2Froot", "taskcluster%2Fqueue"), url[:-4] + "AAAA"):
        with pytest.raises(urllib.error.HTTPError) as failure:
            urllib.request.urlopen(wrong)
        assert failure.value.code == 401


def test_lists_come_in_pages_by_prefix(auth, made):
    for letter in "abc":
        made(f"compat/auth/page/{letter}", [])
    seen = []
    auth.listClients(query={"prefix": "compat/auth/page/", "limit": 2}, paginationHandler=lambda page: seen.extend(page["clients"]))
    assert [client["clientId"][-1] for client in seen] == ["a", "b", "c"]


def test_what_is_not_configured_says_so(environment, auth, made):
    failure = refused(lambda: auth.awsS3Credentials("read-only", "bucket", "prefix/"), 404, "ResourceNotFound")
    assert "AWS" in str(failure)
    refused(lambda: auth.sentryDSN("project"), 404, "ResourceNotFound")
    refused(lambda: auth.websocktunnelToken("tunnel", "worker"), 404, "ResourceNotFound")
    refused(lambda: auth.gcpCredentials("project", "account@example.com"), 400, "InvalidRequestArguments")
    refused(
        lambda: auth.githubRepoToken("app", "owner", {"permissions": {"contents": "read"}, "repositories": ["r"]}),
        404,
        "ResourceNotFound",
    )
    nobody = made("compat/auth/nobody", [])
    refused(lambda: auth_as(environment, nobody).awsS3Credentials("read-write", "bucket", "p/"), 403, "InsufficientScopes")


def test_nobody_can_sign_in_where_no_provider_is_configured(environment):
    root = environment["TASKCLUSTER_ROOT_URL"]
    with urllib.request.urlopen(f"{root}/api/login/v1/providers") as reply:
        assert json.load(reply) == {"providers": []}
    request = urllib.request.Request(
        f"{root}/api/login/v1/oidc-credentials/idp", b'{"idToken": "x"}', {"content-type": "application/json"}
    )
    with pytest.raises(urllib.error.HTTPError) as failure:
        urllib.request.urlopen(request)
    assert failure.value.code == 404
