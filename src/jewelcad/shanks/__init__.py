"""shanks"""
