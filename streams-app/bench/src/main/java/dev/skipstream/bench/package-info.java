/** Measures the speed of the product, and compares it with the best possible on the machine. */
package dev.skipstream.bench;
