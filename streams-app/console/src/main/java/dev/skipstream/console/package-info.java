/**
 * The console: the running stream as a web page. {@link dev.skipstream.console.Console} serves the
 * page, its events and its pictures. Reads topics and the registry, and never the memory of the
 * stream, so that the console of any instance shows the whole application.
 *
 * <p>Exports {@link dev.skipstream.console.Console}, {@link dev.skipstream.console.ConsoleSettings}
 * and {@link dev.skipstream.console.ConsoleTopics}.
 */
package dev.skipstream.console;
