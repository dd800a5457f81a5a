"""jewelcad"""
