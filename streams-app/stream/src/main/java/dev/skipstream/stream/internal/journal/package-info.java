/**
 * The records that a process had in flight when it crashed. Native code can end the whole JVM, and
 * a frame that does so once would do it again at each restart. {@link
 * dev.skipstream.stream.internal.journal.CrashJournal} keeps the records across restarts, {@link
 * dev.skipstream.stream.internal.journal.Isolation} runs a suspect alone. Internal: other modules
 * must not use it.
 */
package dev.skipstream.stream.internal.journal;
