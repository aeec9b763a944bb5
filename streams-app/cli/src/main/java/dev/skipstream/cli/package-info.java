/**
 * The command line. Starts at {@link dev.skipstream.cli.Main}.
 *
 * <p>Exports {@link dev.skipstream.cli.Main}. Hides all commands.
 */
package dev.skipstream.cli;
