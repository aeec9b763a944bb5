/** Where frames come from, and their way to the input topic. */
package dev.skipstream.source;
