/**
 * The comparison of two recorded outputs, and the rule by which a candidate replaces the champion.
 * Starts at {@link dev.skipstream.comparison.Comparison}. Exports all public classes.
 */
package dev.skipstream.comparison;
