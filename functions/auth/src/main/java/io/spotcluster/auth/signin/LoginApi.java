package io.spotcluster.auth.signin;

import io.spotcluster.api.ApiMethod;
import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.ApiMethod.Stability;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The public face of sign-in: a service of ours, which Taskcluster's references do not have. */
public final class LoginApi {
    private LoginApi() {}

    public static Service of(SignIn signIn) {
        return new Service(
                "login",
                "Login Service",
                "Credentials for people, from a sign-in with an OpenID Connect provider. An extension of Taskcluster's API.",
                Map.of("provider", Pattern.compile("[a-z][a-z0-9-]{0,30}")),
                List.of(
                        ApiMethod.named("listProviders")
                                .get("/providers")
                                .title("List Providers")
                                .description(
                                        "By which providers people can sign in, with what a program needs to begin it.")
                                .category("Sign-in")
                                .stability(Stability.EXPERIMENTAL)
                                .output("list-providers-response.json")
                                .handler(signIn::list),
                        ApiMethod.named("oidcCredentials")
                                .post("/oidc-credentials/<provider>")
                                .title("Get Credentials for an ID Token")
                                .description(
                                        "Named temporary credentials, for a day at most, from an ID token of the provider. They may"
                                                + " do what the role `login-identity:<provider>/<user>` and the roles of the user's"
                                                + " groups may. Where a nonce was sent to the provider, it must be given here.")
                                .category("Sign-in")
                                .stability(Stability.EXPERIMENTAL)
                                .secret("idToken", "nonce")
                                .input("oidc-credentials-request.json")
                                .output("oidc-credentials-response.json")
                                .handler(signIn::credentials)));
    }
}
