package io.spotcluster.base;

import java.util.LinkedHashMap;
import java.util.Map;

/** A map that forgets the entry which was used longest ago when it would hold too many. Its users take care of threads. */
public final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {
    private static final long serialVersionUID = 1;

    private final int most;

    /** @param most entries that it holds */
    public RecentlyUsed(int most) {
        super(64, 0.75f, true);
        this.most = most;
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > most;
    }
}
