package io.spotcluster.local.server;

import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.local.files.PrivateFiles;
import java.io.IOException;
import java.nio.file.Path;

/** {@code env.sh}: to be sourced by a shell whose clients are to talk to this instance. */
final class EnvironmentFile {
    private EnvironmentFile() {}

    static void write(Path file, String rootUrl, Credentials root) throws IOException {
        PrivateFiles.write(
                file, """
                # Made by spotcluster when it became ready. Holds a secret: this client may do everything.
                export TASKCLUSTER_ROOT_URL='%s'
                export TASKCLUSTER_CLIENT_ID='%s'
                export TASKCLUSTER_ACCESS_TOKEN='%s'
                unset TASKCLUSTER_CERTIFICATE
                """.formatted(rootUrl, root.clientId(), root.accessToken().reveal()));
    }
}
