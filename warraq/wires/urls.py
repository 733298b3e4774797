"""Addresses at which others hand wires in."""

from django.urls import path

from warraq.wires.pushing import push

urlpatterns = [path("wires/push/<int:number>", push, name="wires_push")]
