/** The command line. Starts at {@link dev.skipstream.app.Main}. */
package dev.skipstream.app;
