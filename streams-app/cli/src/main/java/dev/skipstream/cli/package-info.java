/** The command line. Starts at {@link dev.skipstream.cli.Main}. */
package dev.skipstream.cli;
