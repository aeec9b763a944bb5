/** Measures what is promised about speed, beside what the machine could do at best. */
package dev.skipstream.bench;
