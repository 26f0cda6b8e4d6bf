package io.spotcluster.auth;

import static io.spotcluster.api.scopes.ScopeExpression.allOf;
import static io.spotcluster.api.scopes.ScopeExpression.anyOf;
import static io.spotcluster.api.scopes.ScopeExpression.each;
import static io.spotcluster.api.scopes.ScopeExpression.scope;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.SimpleHandler;
import io.spotcluster.api.ApiMethod.Stability;
import io.spotcluster.api.Request;
import io.spotcluster.api.scopes.ScopeExpression;
import io.spotcluster.auth.aws.AwsHandlers;
import io.spotcluster.auth.clouds.UnconfiguredClouds;
import io.spotcluster.auth.github.GithubHandlers;
import io.spotcluster.auth.sentry.SentryHandlers;
import io.spotcluster.auth.websocktunnel.WebsocktunnelHandlers;
import io.spotcluster.base.Rejection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The part of auth's face that gives credentials for other systems. */
final class DelegatedMethods {
    private static final String AZURE = "Azure Credentials";

    static final Map<String, Pattern> PARAMETERS = Map.ofEntries(
            Map.entry("level", Pattern.compile("read-write|read-only")),
            // S3 allows dots in names of buckets, with which HTTPS has trouble.
            Map.entry("bucket", Pattern.compile("[a-z0-9][a-z0-9-]{1,62}[a-z0-9]")),
            Map.entry("prefix", Pattern.compile("[^\\p{Cntrl}]{0,1024}")),
            Map.entry("account", Pattern.compile("[a-z0-9]{3,24}")),
            Map.entry("table", Pattern.compile("[A-Za-z][A-Za-z0-9]{2,62}")),
            Map.entry("container", Pattern.compile("(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]")),
            Map.entry("project", Pattern.compile("[a-zA-Z0-9_-]{1,64}")),
            Map.entry("wstAudience", Pattern.compile("[a-zA-Z0-9_-]{1,38}")),
            Map.entry("wstClient", Pattern.compile("[a-zA-Z0-9_~.%-]+")),
            Map.entry("projectId", Pattern.compile("[^/\\p{Cntrl}]+")),
            Map.entry("serviceAccount", Pattern.compile("[^/\\p{Cntrl}]+")),
            Map.entry("appName", Pattern.compile("[a-zA-Z0-9_-]+")),
            Map.entry("owner", Pattern.compile("[A-Za-z0-9_-]+")));

    private DelegatedMethods() {}

    static List<ApiMethod> of(
            AwsHandlers aws, SentryHandlers sentry, WebsocktunnelHandlers websocktunnel, GithubHandlers github) {
        return List.of(
                ApiMethod.named("awsS3Credentials")
                        .get("/aws/s3/<level>/<bucket>/<prefix>")
                        .title("Get Temporary Read/Write Credentials S3")
                        .description(
                                "An AWS session of one hour for the keys of `bucket` that begin with `prefix`, and for nothing"
                                        + " else. End `prefix` with a slash: `a` opens `a.txt` and `ab/c` as well. Only buckets of"
                                        + " the deployment's configuration can be had. With `format=iam-role-compat` the reply is"
                                        + " what EC2's metadata service would say. ACLs cannot be set.")
                        .category("AWS Credentials")
                        .query("format", Pattern.compile("iam-role-compat"))
                        .scopes(readOnlyOr("auth:aws-s3:", "<bucket>/<prefix>"))
                        .supplies("levelIsReadOnly")
                        .output("aws-s3-credentials-response.json")
                        .loading(aws::load, aws::credentials),
                ApiMethod.named("azureAccounts")
                        .get("/azure/accounts")
                        .title("List Accounts Managed by Auth")
                        .description("Always none: a deployment of Spotcluster has no Azure accounts.")
                        .category(AZURE)
                        .stability(Stability.DEPRECATED)
                        .scopes("auth:azure-table:list-accounts")
                        .output("azure-account-list-response.json")
                        .handler(UnconfiguredClouds::azureAccounts),
                ApiMethod.named("azureTables")
                        .get("/azure/<account>/tables")
                        .title("List Tables in an Account Managed by Auth")
                        .description("Not found: there are no Azure accounts.")
                        .category(AZURE)
                        .stability(Stability.DEPRECATED)
                        .query("continuationToken", Pattern.compile(".*"))
                        .scopes("auth:azure-table:list-tables:<account>")
                        .output("azure-table-list-response.json")
                        .handler(refusing(UnconfiguredClouds::noAzureAccount)),
                ApiMethod.named("azureTableSAS")
                        .get("/azure/<account>/table/<table>/<level>")
                        .title("Get Shared-Access-Signature for Azure Table")
                        .description("Not found: there are no Azure accounts.")
                        .category(AZURE)
                        .stability(Stability.DEPRECATED)
                        .scopes(readOnlyOr("auth:azure-table:", "<account>/<table>"))
                        .supplies("levelIsReadOnly")
                        .output("azure-table-access-response.json")
                        .loading(
                                UnconfiguredClouds::loadLevel,
                                (authority, request, _) -> refusing(UnconfiguredClouds::noAzureAccount)
                                        .handle(authority, request)),
                ApiMethod.named("azureContainers")
                        .get("/azure/<account>/containers")
                        .title("List containers in an Account Managed by Auth")
                        .description("Not found: there are no Azure accounts.")
                        .category(AZURE)
                        .stability(Stability.DEPRECATED)
                        .query("continuationToken", Pattern.compile(".*"))
                        .scopes("auth:azure-container:list-containers:<account>")
                        .output("azure-container-list-response.json")
                        .handler(refusing(UnconfiguredClouds::noAzureAccount)),
                ApiMethod.named("azureContainerSAS")
                        .get("/azure/<account>/containers/<container>/<level>")
                        .title("Get Shared-Access-Signature for Azure Container")
                        .description("Not found: there are no Azure accounts.")
                        .category(AZURE)
                        .stability(Stability.DEPRECATED)
                        .scopes(readOnlyOr("auth:azure-container:", "<account>/<container>"))
                        .supplies("levelIsReadOnly")
                        .output("azure-container-response.json")
                        .loading(
                                UnconfiguredClouds::loadLevel,
                                (authority, request, _) -> refusing(UnconfiguredClouds::noAzureAccount)
                                        .handle(authority, request)),
                ApiMethod.named("sentryDSN")
                        .get("/sentry/<project>/dsn")
                        .title("Get DSN for Sentry Project")
                        .description(
                                "Addresses for reports to a Sentry project, good for a day at least. A project that is not"
                                        + " there is made.")
                        .category("Sentry Credentials")
                        .scopes("auth:sentry:<project>")
                        .output("sentry-dsn-response.json")
                        .handler(sentry::dsn),
                ApiMethod.named("websocktunnelToken")
                        .get("/websocktunnel/<wstAudience>/<wstClient>")
                        .title("Get a client token for the Websocktunnel service")
                        .description(
                                "A token, good for four days, with which a tunnel is opened under the name `wstClient` at"
                                        + " servers of that audience.")
                        .category("Websocktunnel Credentials")
                        .scopes("auth:websocktunnel-token:<wstAudience>/<wstClient>")
                        .output("websocktunnel-token-response.json")
                        .handler(websocktunnel::token),
                ApiMethod.named("gcpCredentials")
                        .get("/gcp/credentials/<projectId>/<serviceAccount>")
                        .title("Get Temporary GCP Credentials")
                        .description("Refused: a deployment of Spotcluster has no service accounts of Google Cloud.")
                        .category("GCP Credentials")
                        .scopes("auth:gcp:access-token:<projectId>/<serviceAccount>")
                        .output("gcp-credentials-response.json")
                        .handler(refusing(UnconfiguredClouds::noServiceAccount)),
                ApiMethod.named("githubRepoToken")
                        .post("/github/<appName>/<owner>/repo-token")
                        .title("Get a repository scoped github token")
                        .description(
                                "A token of the GitHub app `appName` for repositories of `owner`. Each permission on each"
                                        + " repository takes the scope"
                                        + " `auth:github-repo-token:<appName>/<owner>/<repository>:<permission>:<level>`, with"
                                        + " owner and repository in lower case; `write` does not stand for `read`.")
                        .category("Github Credentials")
                        .stability(Stability.EXPERIMENTAL)
                        .scopes(allOf(
                                each("repoPerm", "repoPerms", "auth:github-repo-token:<appName>/<owner>/<repoPerm>")))
                        .supplies("owner", "repoPerms")
                        .input("github-repo-token-request.json")
                        .output("github-token-response.json")
                        .loading(github::load, github::token));
    }

    private static SimpleHandler refusing(Function<Request, Rejection> why) {
        return (_, request) -> {
            throw why.apply(request).asException();
        };
    }

    /** Who may write may read. */
    private static ScopeExpression readOnlyOr(String prefix, String what) {
        ScopeExpression write = scope(prefix + "read-write:" + what);
        return new ScopeExpression.If("levelIsReadOnly", anyOf(scope(prefix + "read-only:" + what), write), write);
    }
}
