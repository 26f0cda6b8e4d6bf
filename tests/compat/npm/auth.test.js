// The official JavaScript client drives an instance: what its users do for authentication, unchanged.
// TASKCLUSTER_ROOT_URL, TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN say where and as whom.
import assert from 'node:assert/strict';
import test from 'node:test';
import taskcluster from 'taskcluster-client';

const rootUrl = process.env.TASKCLUSTER_ROOT_URL;
const root = {
  clientId: process.env.TASKCLUSTER_CLIENT_ID,
  accessToken: process.env.TASKCLUSTER_ACCESS_TOKEN,
};
const authAs = (credentials, more = {}) => new taskcluster.Auth({ rootUrl, credentials, retries: 0, ...more });
const auth = authAs(root);

const refusal = (statusCode, code) => error => {
  assert.equal(error.statusCode, statusCode);
  assert.equal(error.code, code);
  return true;
};

const newClient = async (clientId, scopes) => {
  await auth.deleteClient(clientId);
  const { accessToken } = await auth.createClient(clientId, {
    description: 'of a test',
    expires: taskcluster.fromNow('1 hour'),
    scopes,
  });
  return { clientId, accessToken };
};

test('ping answers without credentials', async () => {
  assert.equal((await new taskcluster.Auth({ rootUrl }).ping()).alive, true);
});

test('the root client holds every scope', async () => {
  assert.deepEqual((await auth.currentScopes()).scopes, ['*']);
});

test('a client that was made can call, and is refused when it is disabled or gone', async () => {
  const made = await newClient('npm/made', ['npm:a:*', 'assume:npm-role']);
  await auth.createRole('npm-role', { description: 'of a test', scopes: ['npm:by-role'] });
  const { scopes } = await authAs(made).currentScopes();
  assert.ok(scopes.includes('npm:a:*') && scopes.includes('npm:by-role'));
  await assert.rejects(authAs(made).client('npm/made'), refusal(403, 'InsufficientScopes'));

  await auth.disableClient('npm/made');
  await assert.rejects(authAs(made).currentScopes(), refusal(401, 'AuthenticationFailed'));
  await auth.enableClient('npm/made');
  await authAs(made).currentScopes();
  const { accessToken } = await auth.resetAccessToken('npm/made');
  await assert.rejects(authAs(made).currentScopes(), refusal(401, 'AuthenticationFailed'));
  await authAs({ clientId: 'npm/made', accessToken }).currentScopes();
  await auth.deleteClient('npm/made');
  await assert.rejects(authAs({ clientId: 'npm/made', accessToken }).currentScopes(), refusal(401, 'AuthenticationFailed'));

  const history = (await auth.getEntityHistory('client', 'npm/made')).auditHistory.map(entry => entry.actionType);
  assert.deepEqual(history.slice(-5), ['created', 'client disabled', 'client enabled', 'access token reset', 'deleted']);
  assert.ok((await auth.listAuditHistory(root.clientId)).auditHistory.length >= 5);
});

test('named temporary credentials hold what they were given', async () => {
  const issuer = await newClient('npm/issuer', ['npm:*', 'auth:create-client:npm/temporary/*']);
  const named = taskcluster.createTemporaryCredentials({
    clientId: 'npm/temporary/one',
    start: new Date(),
    expiry: taskcluster.fromNow('10 minutes'),
    scopes: ['npm:only-this'],
    credentials: issuer,
  });
  const { scopes } = await authAs(named).currentScopes();
  assert.ok(scopes.includes('npm:only-this') && !scopes.includes('npm:*'));

  const greedy = taskcluster.createTemporaryCredentials({
    clientId: 'npm/temporary/two',
    start: new Date(),
    expiry: taskcluster.fromNow('10 minutes'),
    scopes: ['other:thing'],
    credentials: issuer,
  });
  await assert.rejects(authAs(greedy).currentScopes(), refusal(401, 'AuthenticationFailed'));
  const foreign = taskcluster.createTemporaryCredentials({
    clientId: 'static/taskcluster/root',
    start: new Date(),
    expiry: taskcluster.fromNow('10 minutes'),
    scopes: ['npm:x'],
    credentials: issuer,
  });
  await assert.rejects(authAs(foreign).currentScopes(), refusal(401, 'AuthenticationFailed'));
});

test('unnamed temporary credentials go by their issuer', async () => {
  const temporary = taskcluster.createTemporaryCredentials({
    start: new Date(),
    expiry: taskcluster.fromNow('10 minutes'),
    scopes: ['auth:get-client:*'],
    credentials: root,
  });
  assert.equal((await authAs(temporary).client(root.clientId)).clientId, root.clientId);
  await assert.rejects(authAs(temporary).listClients(), refusal(403, 'InsufficientScopes'));
});

test('authorizedScopes restrict one request', async () => {
  const restricted = authAs(root, { authorizedScopes: ['auth:get-client:npm/*'] });
  await assert.rejects(restricted.listClients(), refusal(403, 'InsufficientScopes'));
  const { scopes } = await restricted.currentScopes();
  assert.ok(scopes.includes('auth:get-client:npm/*') && !scopes.includes('*'));
});

test('a signed URL is good for its own GET', async () => {
  const url = auth.buildSignedUrl(auth.client, root.clientId, { expiration: 60 });
  const reply = await fetch(url);
  assert.equal(reply.status, 200);
  assert.equal((await reply.json()).clientId, root.clientId);

  assert.equal((await fetch(auth.buildUrl(auth.client, root.clientId))).status, 403);
  assert.equal((await fetch(url.replace('clients/static', 'clients/other'))).status, 401);
  assert.equal((await fetch(`${url}x`)).status, 401);
  assert.equal((await fetch(url, { method: 'DELETE' })).status, 401);
  const limited = authAs(root, { authorizedScopes: ['auth:get-role:*'] });
  assert.equal((await fetch(limited.buildSignedUrl(limited.client, root.clientId))).status, 403);
});

test('the methods by which clients test themselves', async () => {
  const tester = authAs({ clientId: 'tester', accessToken: 'no-secret' });
  const reply = await tester.testAuthenticate({ clientScopes: ['test:*'], requiredScopes: ['test:it'] });
  assert.equal(reply.clientId, 'tester');
  assert.equal((await fetch(tester.buildSignedUrl(tester.testAuthenticateGet))).status, 200);
});

test('lists come in pages', async () => {
  for (const name of ['a', 'b', 'c']) {
    await newClient(`npm/page/${name}`, []);
  }
  const seen = [];
  let continuationToken;
  do {
    const page = await auth.listClients({ prefix: 'npm/page/', limit: 2, ...(continuationToken && { continuationToken }) });
    seen.push(...page.clients.map(client => client.clientId));
    continuationToken = page.continuationToken;
  } while (continuationToken);
  assert.deepEqual(seen, ['npm/page/a', 'npm/page/b', 'npm/page/c']);
});

test('what is not configured is refused, and says so', async () => {
  await assert.rejects(auth.awsS3Credentials('read-only', 'bucket', 'prefix/'), error => {
    assert.match(error.message, /AWS/);
    return refusal(404, 'ResourceNotFound')(error);
  });
  const nobody = await newClient('npm/nobody', []);
  await assert.rejects(authAs(nobody).awsS3Credentials('read-write', 'bucket', 'prefix/'), refusal(403, 'InsufficientScopes'));
  await assert.rejects(auth.sentryDSN('project'), refusal(404, 'ResourceNotFound'));
  await assert.rejects(auth.websocktunnelToken('tunnel', 'worker'), refusal(404, 'ResourceNotFound'));
  await assert.rejects(auth.gcpCredentials('project', 'account@example.com'), refusal(400, 'InvalidRequestArguments'));
  assert.deepEqual((await auth.azureAccounts()).accounts, []);
  await assert.rejects(auth.azureTables('account'), refusal(404, 'ResourceNotFound'));
});
