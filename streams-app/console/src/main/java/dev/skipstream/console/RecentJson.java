package dev.skipstream.console;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest JSON documents by key, bounded by number and by bytes; the oldest leave first.
 *
 * <p>Threading: the caller has a lock.
 */
final class RecentJson<K> {
  /** Heap bytes of an entry besides its document. */
  private static final int OVERHEAD = 160;

  private final int maxEntries;
  private final long maxBytes;
  private final Map<K, byte[]> documents = new LinkedHashMap<>();
  private long bytes;

  RecentJson(int maxEntries, long maxBytes) {
    this.maxEntries = maxEntries;
    this.maxBytes = maxBytes;
  }

  void put(K key, byte[] document) {
    byte[] before = documents.remove(key);
    bytes -= before == null ? 0 : before.length + OVERHEAD;
    documents.put(key, document);
    bytes += document.length + OVERHEAD;
    Iterator<byte[]> oldest = documents.values().iterator();
    while (documents.size() > maxEntries || (bytes > maxBytes && documents.size() > 1)) {
      bytes -= oldest.next().length + OVERHEAD;
      oldest.remove();
    }
  }

  void clear() {
    documents.clear();
    bytes = 0;
  }

  byte[] get(K key) {
    return documents.get(key);
  }

  int size() {
    return documents.size();
  }

  long bytes() {
    return bytes;
  }

  /** Returns keys and documents, the oldest first. */
  List<Map.Entry<K, byte[]>> entries() {
    return new ArrayList<>(documents.entrySet());
  }
}
