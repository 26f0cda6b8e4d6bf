package io.spotcluster.bench.scopes;

import io.spotcluster.api.ApiMethod.Service;
import io.spotcluster.api.Authority;
import io.spotcluster.api.Kernel;
import io.spotcluster.api.KernelConfiguration;
import io.spotcluster.api.authentication.Credentials;
import io.spotcluster.api.authentication.RequestSigner;
import io.spotcluster.api.hawk.SignedHost;
import io.spotcluster.api.http.HttpReply;
import io.spotcluster.api.http.HttpRequest;
import io.spotcluster.api.schemas.SchemaCatalog;
import io.spotcluster.auth.AuthConfiguration;
import io.spotcluster.auth.AuthService;
import io.spotcluster.auth.Bootstrap;
import io.spotcluster.auth.clients.AesTokenCipher;
import io.spotcluster.auth.roles.Role;
import io.spotcluster.auth.roles.RoleStore;
import io.spotcluster.base.Bytes;
import io.spotcluster.embedded.memory.MemoryTables;
import io.spotcluster.ports.cost.CostMeter;
import io.spotcluster.ports.cost.MeteredTables;
import io.spotcluster.ports.table.Tables;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The change of one role among 10,000, by a signed updateRole through the whole pipeline on tables in memory, and what a
 * process pays to notice it; with the units that DynamoDB would count.
 */
public final class RolesBench {
    private static final URI ROOT_URL = URI.create("https://tc.example.com");
    private static final Credentials ROOT = Credentials.of(Bootstrap.ROOT, "root-token-0123456789-abcd");
    private static final String ROLE = "worker-pools:7";

    private RolesBench() {}

    public static void main(String... arguments) {
        Clock clock = Clock.systemUTC();
        Tables tables = new MemoryTables(clock);
        seed(tables, clock);
        CostMeter writer = new CostMeter();
        CostMeter reader = new CostMeter();
        AuthService service = service(new MeteredTables(tables, writer), clock);
        RoleStore other = new RoleStore(new MeteredTables(tables, reader), clock, Duration.ofSeconds(5));
        service.bootstrap().ensure(ROOT.accessToken(), ROOT.accessToken());
        Kernel kernel = kernel(service.api(), service, clock);
        update(kernel, clock, -1);
        double first = millis(other::current);
        System.out.printf("reading all roles for the first time: %.0f ms%n%s%n", first, reader.report());
        List<Double> updates = new ArrayList<>();
        List<Double> refreshes = new ArrayList<>();
        CostMeter once = new CostMeter();
        for (int i = 0; i < 30; i++) {
            int number = i;
            updates.add(millis(() -> update(kernel, clock, number)));
            refreshes.add(millis(other::current));
        }
        System.out.printf("updateRole: median %.0f ms, worst %.0f ms%n", median(updates), updates.getLast());
        System.out.printf("noticing it: median %.0f ms, worst %.0f ms%n", median(refreshes), refreshes.getLast());
        RoleStore third = new RoleStore(new MeteredTables(tables, once), clock, Duration.ofSeconds(5));
        third.current();
        System.out.printf("units of one process that wrote 31 changes:%n%s%n", writer.report());
        System.out.printf("units of one process that read all and then 30 changes:%n%s%n", reader.report());
        System.out.printf("units of reading all:%n%s%n", once.report());
    }

    private static void seed(Tables tables, Clock clock) {
        List<Role> roles = new ArrayList<>();
        Shapes.realistic()
                .forEach((roleId, scopes) -> roles.add(new Role(
                        roleId,
                        "What %s may do. See the documentation of the project; ask its owners first.".formatted(roleId),
                        scopes,
                        clock.instant(),
                        clock.instant())));
        new RoleStore(tables, clock, Duration.ofSeconds(5)).makeDefaults(new Authority.BackgroundLoop("bench"), roles);
    }

    private static AuthService service(Tables tables, Clock clock) {
        return AuthService.create(
                AuthConfiguration.NONE,
                new AuthService.Ground(
                        tables,
                        new AesTokenCipher(Bytes.wrap(new byte[32])),
                        Optional.empty(),
                        AuthService.Ground.NO_LOGIN,
                        List.of(SignedHost.of(ROOT_URL)),
                        clock,
                        AuthService.KEPT_FOR));
    }

    private static Kernel kernel(Service api, AuthService service, Clock clock) {
        return new Kernel(
                KernelConfiguration.of(ROOT_URL.toString(), clock),
                List.of(api),
                service.authenticator(),
                new SchemaCatalog());
    }

    private static HttpReply update(Kernel kernel, Clock clock, int number) {
        URI url = ROOT_URL.resolve("/api/auth/v1/roles/" + ROLE.replace(":", "%3A"));
        Bytes body = Bytes.utf8("{\"description\":\"change %d\",\"scopes\":[\"assume:everybody\",\"added:%d\"]}"
                .formatted(number, number));
        String type = "application/json";
        HttpReply reply = kernel.handle(new HttpRequest(
                "POST",
                url.getRawPath(),
                "",
                Map.of(
                        "content-type",
                        List.of(type),
                        "authorization",
                        List.of(RequestSigner.of(ROOT, clock).header("POST", url, type, body))),
                body,
                "127.0.0.1"));
        if (reply.status() != 200) {
            throw new IllegalStateException(reply.body().asUtf8());
        }
        return reply;
    }

    private static double millis(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e6;
    }

    private static double median(List<Double> times) {
        times.sort(null);
        return times.get(times.size() / 2);
    }
}
