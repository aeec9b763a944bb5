package dev.skipstream.health;

/**
 * The answer to a health probe.
 *
 * @param live the process can still do its work
 * @param ready the process does its work now
 * @param body a record that becomes JSON: why the process is not ready
 */
public record HealthAnswer(boolean live, boolean ready, Object body) {}
