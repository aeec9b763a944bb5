/**
 * The records that a process had in flight when it died. Native code can take the whole JVM with
 * it, and a frame that does so would do it for ever; {@link dev.skipstream.journal.CrashJournal}
 * remembers across restarts, {@link dev.skipstream.journal.Isolation} lets a suspect run alone.
 */
package dev.skipstream.journal;
