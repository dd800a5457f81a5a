"""gems"""
