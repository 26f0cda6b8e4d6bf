package io.spotcluster.bench.engine;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Items shaped like the control plane's: 2,000 partitions of 100 items of about 600 bytes of JSON. */
final class Data {

    static final int ITEMS = 200_000;
    private static final int PER_PARTITION = 100;

    private Data() {}

    static String partition(int item) {
        return "proj-%d/worker-pool-%04d".formatted(item / PER_PARTITION % 7, item / PER_PARTITION);
    }

    static String sort(int item) {
        return "%d#2026-11-22T02:%02d:00.000Z#%022x#0"
                .formatted(item % 7, item % 60, (item + 1) * 0x9E3779B97F4A7C15L);
    }

    static byte[] json(Random random) {
        StringBuilder json = new StringBuilder("{\"state\":\"running\",\"schedulerId\":\"taskcluster-github\",\"runs\":[");
        for (int run = 0; run < 3; run++) {
            json.append("{\"runId\":%d,\"state\":\"exception\",\"workerId\":\"i-%016x\",\"takenUntil\":%d,\"nonce\":\"%016x%016x\"},"
                    .formatted(run, random.nextLong(), random.nextInt(), random.nextLong(), random.nextLong()));
        }
        json.append("{}],\"digest\":\"");
        while (json.length() < 590) {
            json.append(Integer.toHexString(random.nextInt()));
        }
        return json.append("\"}").toString().getBytes(StandardCharsets.US_ASCII);
    }

    static void load(Engine engine) throws Exception {
        Random random = new Random(1);
        List<Integer> order = new ArrayList<>();
        for (int item = 0; item < ITEMS; item++) {
            order.add(item);
        }
        java.util.Collections.shuffle(order, random);
        List<Engine.Write> batch = new ArrayList<>();
        for (int item : order) {
            batch.add(new Engine.Write(partition(item), sort(item), 0, json(random)));
            if (batch.size() == 1000) {
                engine.trimFeed(Long.MAX_VALUE - 1);
                engine.apply(batch);
                batch.clear();
            }
        }
    }
}
